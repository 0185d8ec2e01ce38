docker pull -q busybox
docker run --rm --ulimit nofile=100:200 busybox sh -c 'ulimit -n; ulimit -Hn; ulimit -n 150; ulimit -n; ulimit -n 300 && ulimit -Hn'
docker run --rm --user 1000 --ulimit nofile=100:200 busybox sh -c 'ulimit -n 300; echo $?'
docker run --rm --ulimit nproc=10 --ulimit core=0 busybox sh -c 'ulimit -a'
docker run --rm busybox sh -c 'ulimit -z; ulimit -n many'
docker run --rm --ulimit nofile=64 busybox grep -E 'open files|stack' /proc/self/limits
docker run --rm busybox grep -E 'Name|Uid|Groups|Cap|NoNew|Seccomp:' /proc/self/status
docker run --rm --user 1000:50 --group-add 7 --group-add nosuch busybox grep -E 'Uid|Gid|CapEff|CapBnd' /proc/1/status
docker run --rm --group-add 7 --group-add nosuch busybox id
docker run --rm --group-add nosuch busybox id
docker run --rm --cap-drop ALL --cap-add NET_ADMIN busybox grep CapEff /proc/1/status
docker run --rm --cap-add ALL --cap-drop MKNOD busybox grep CapEff /proc/1/status
docker run --rm --privileged busybox grep -E 'CapEff|Seccomp:' /proc/1/status
docker run --rm --security-opt no-new-privileges --security-opt seccomp=unconfined busybox grep -E 'NoNew|Seccomp:' /proc/1/status
docker run --rm -m 100m --cpus 1.5 --pids-limit 50 busybox sh -c 'cd /sys/fs/cgroup; cat memory.max memory.swap.max cpu.max pids.max'
docker run --rm busybox sh -c 'cd /sys/fs/cgroup; cat memory.max cpu.max pids.max'
docker run --rm --shm-size 128m busybox df /dev/shm
printf 'FROM busybox\nRUN ulimit -n; ulimit -Hn; df /dev/shm | tail -1; grep NoNew /proc/self/status\n' | docker build --progress=plain --ulimit nofile=77:88 --shm-size 100m - 2>&1 | grep '^#5 0'
docker pull -q debian:13-slim
docker run --rm --ulimit nofile=64 debian:13-slim bash -c 'ulimit -n; ulimit -a | head -3; ulimit -Sn 9999; ulimit -Z'
docker run --rm --ulimit nofile=64 debian:13-slim sh -c 'ulimit -a | tail -4'
docker info -f '{{.NCPU}} {{.MemTotal}}'; nproc; docker run --rm busybox sh -c 'nproc; grep -c ^processor /proc/cpuinfo; free | head -2; head -1 /proc/meminfo; cat /sys/fs/cgroup/cpuset.cpus.effective; grep Cpus_allowed_list /proc/1/status'; docker run --rm --cpuset-cpus 0,2-3 busybox sh -c 'nproc; nproc --all; grep Cpus_allowed_list /proc/1/status'
