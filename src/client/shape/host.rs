//! `container.HostConfig`, as templates see it (moby `api/types/container/hostconfig.go`).

use super::Shape::{Address, Bool, Embedded, Int, List, Map, MaybeBool, MaybeInt, Struct, StructsMap, Text};
use super::Struct as Fields;

/// What a container asks of its host.
pub(super) static HOST_CONFIG: Fields = Fields {
    name: "container.HostConfig",
    fields: &[
        ("Binds", "Binds", List),
        ("ContainerIDFile", "ContainerIDFile", Text),
        ("LogConfig", "LogConfig", Struct(&LOG_CONFIG)),
        ("NetworkMode", "NetworkMode", Text),
        ("PortBindings", "PortBindings", StructsMap(&BINDING)),
        ("RestartPolicy", "RestartPolicy", Struct(&RESTART_POLICY)),
        ("AutoRemove", "AutoRemove", Bool),
        ("VolumeDriver", "VolumeDriver", Text),
        ("VolumesFrom", "VolumesFrom", List),
        ("ConsoleSize", "ConsoleSize", List),
        ("Annotations", "Annotations", Map),
        ("CapAdd", "CapAdd", List),
        ("CapDrop", "CapDrop", List),
        ("CgroupnsMode", "CgroupnsMode", Text),
        ("DNS", "Dns", List),
        ("DNSOptions", "DnsOptions", List),
        ("DNSSearch", "DnsSearch", List),
        ("ExtraHosts", "ExtraHosts", List),
        ("GroupAdd", "GroupAdd", List),
        ("IpcMode", "IpcMode", Text),
        ("Cgroup", "Cgroup", Text),
        ("Links", "Links", List),
        ("OomScoreAdj", "OomScoreAdj", Int),
        ("PidMode", "PidMode", Text),
        ("Privileged", "Privileged", Bool),
        ("PublishAllPorts", "PublishAllPorts", Bool),
        ("ReadonlyRootfs", "ReadonlyRootfs", Bool),
        ("SecurityOpt", "SecurityOpt", List),
        ("StorageOpt", "StorageOpt", Map),
        ("Tmpfs", "Tmpfs", Map),
        ("UTSMode", "UTSMode", Text),
        ("UsernsMode", "UsernsMode", Text),
        ("ShmSize", "ShmSize", Int),
        ("Sysctls", "Sysctls", Map),
        ("Runtime", "Runtime", Text),
        ("Isolation", "Isolation", Text),
        ("Resources", "Resources", Embedded(&RESOURCES)),
        ("Mounts", "Mounts", List),
        ("MaskedPaths", "MaskedPaths", List),
        ("ReadonlyPaths", "ReadonlyPaths", List),
        ("Init", "Init", MaybeBool),
    ],
};

static RESOURCES: Fields = Fields {
    name: "container.Resources",
    fields: &[
        ("CPUShares", "CpuShares", Int),
        ("Memory", "Memory", Int),
        ("NanoCPUs", "NanoCpus", Int),
        ("CgroupParent", "CgroupParent", Text),
        ("BlkioWeight", "BlkioWeight", Int),
        ("BlkioWeightDevice", "BlkioWeightDevice", List),
        ("BlkioDeviceReadBps", "BlkioDeviceReadBps", List),
        ("BlkioDeviceWriteBps", "BlkioDeviceWriteBps", List),
        ("BlkioDeviceReadIOps", "BlkioDeviceReadIOps", List),
        ("BlkioDeviceWriteIOps", "BlkioDeviceWriteIOps", List),
        ("CPUPeriod", "CpuPeriod", Int),
        ("CPUQuota", "CpuQuota", Int),
        ("CPURealtimePeriod", "CpuRealtimePeriod", Int),
        ("CPURealtimeRuntime", "CpuRealtimeRuntime", Int),
        ("CpusetCpus", "CpusetCpus", Text),
        ("CpusetMems", "CpusetMems", Text),
        ("Devices", "Devices", List),
        ("DeviceCgroupRules", "DeviceCgroupRules", List),
        ("DeviceRequests", "DeviceRequests", List),
        ("MemoryReservation", "MemoryReservation", Int),
        ("MemorySwap", "MemorySwap", Int),
        ("MemorySwappiness", "MemorySwappiness", MaybeInt),
        ("OomKillDisable", "OomKillDisable", MaybeBool),
        ("PidsLimit", "PidsLimit", MaybeInt),
        ("Ulimits", "Ulimits", List),
        ("CPUCount", "CpuCount", Int),
        ("CPUPercent", "CpuPercent", Int),
        ("IOMaximumIOps", "IOMaximumIOps", Int),
        ("IOMaximumBandwidth", "IOMaximumBandwidth", Int),
    ],
};

static LOG_CONFIG: Fields =
    Fields { name: "container.LogConfig", fields: &[("Type", "Type", Text), ("Config", "Config", Map)] };

static RESTART_POLICY: Fields = Fields {
    name: "container.RestartPolicy",
    fields: &[("Name", "Name", Text), ("MaximumRetryCount", "MaximumRetryCount", Int)],
};

/// A port of the host (`network.PortBinding`).
pub(super) static BINDING: Fields =
    Fields { name: "network.PortBinding", fields: &[("HostIP", "HostIp", Address), ("HostPort", "HostPort", Text)] };
