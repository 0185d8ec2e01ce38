//! [`Jdk`]: which Java an image has, and how it says so: `JAVA_VERSION` of eclipse-temurin and of openjdk.

use crate::shell::Process;

/// A build of OpenJDK's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jdk {
    /// `17.0.20`, `1.8.0_472`
    pub version: String,
    /// `8`, `b08`
    build: String,
    /// The day of the release; Java 8 does not say it.
    day: String,
    maker: Maker,
}

/// Who built it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Maker {
    Temurin,
    /// The images called `openjdk`.
    OpenJdk,
}

/// The version where nothing says one.
const USUAL: &str = "21.0.11+10";
/// The last builds that the images called `openjdk` had, by Java's number: version, build, day.
const LAST: [(&str, &str, &str, &str); 10] = [
    ("8", "1.8.0_342", "b07", ""),
    ("11", "11.0.16", "8", "2022-07-19"),
    ("16", "16.0.2", "7-67", "2021-07-20"),
    ("17", "17.0.2", "8-86", "2022-01-18"),
    ("18", "18.0.2.1", "1-1", "2022-08-18"),
    ("19", "19", "36-2238", "2022-09-20"),
    ("20", "20", "36-2344", "2023-03-21"),
    ("21", "21", "35-2513", "2023-09-19"),
    ("22", "22", "36-2370", "2024-03-19"),
    ("27", "27", "34-2500", "2026-09-15"),
];
/// The days of the quarterly releases, from that of 17.0.1 on (openjdk.org, "JDK Updates").
const QUARTERS: [&str; 20] = [
    "2021-10-19",
    "2022-01-18",
    "2022-04-19",
    "2022-07-19",
    "2022-10-18",
    "2023-01-17",
    "2023-04-18",
    "2023-07-18",
    "2023-10-17",
    "2024-01-16",
    "2024-04-16",
    "2024-07-16",
    "2024-10-15",
    "2025-01-21",
    "2025-04-15",
    "2025-07-15",
    "2025-10-21",
    "2026-01-20",
    "2026-04-21",
    "2026-07-21",
];

impl Jdk {
    /// That of the process's machine.
    pub fn of(process: &Process<'_>) -> Jdk {
        if let Some(own) = &process.version {
            return Jdk { maker: Maker::OpenJdk, ..Jdk::temurin(own) };
        }
        let told = process.environment.get("JAVA_VERSION").map(String::as_str).unwrap_or(USUAL);
        match LAST.iter().find(|(number, ..)| *number == told) {
            Some((_, version, build, day)) => Jdk {
                version: version.to_string(),
                build: build.to_string(),
                day: day.to_string(),
                maker: Maker::OpenJdk,
            },
            None => Jdk::temurin(told.strip_prefix("jdk-").or(told.strip_prefix("jdk")).unwrap_or(told)),
        }
    }

    /// `17.0.20_8`, `21_35`, `8u472-b08`, `8`
    fn temurin(told: &str) -> Jdk {
        let told = if told == "8" { "8u482-b08" } else { told };
        if let Some((update, build)) = told.strip_prefix("8u").and_then(|rest| rest.split_once('-')) {
            let version = format!("1.8.0_{update}");
            return Jdk { version, build: build.into(), day: String::new(), maker: Maker::Temurin };
        }
        let (version, build) = told.split_once(['+', '_']).unwrap_or((told, "10"));
        let day = day(version).to_string();
        Jdk { version: version.into(), build: build.into(), day, maker: Maker::Temurin }
    }

    /// Java's number: `8`, `17`.
    fn number(&self) -> u32 {
        let version = self.version.strip_prefix("1.").unwrap_or(&self.version);
        version.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(21)
    }

    /// What `java -version` prints; `--version` leaves out a word and the marks around the number.
    pub fn lines(&self, long: bool) -> String {
        let (version, build, number) = (&self.version, &self.build, self.number());
        let temurin = self.maker == Maker::Temurin;
        if number == 8 {
            let (maker, update) = (if temurin { "(Temurin)" } else { "" }, version.rsplit('_').next().unwrap_or(""));
            return format!(
                "openjdk version \"{version}\"\nOpenJDK Runtime Environment {maker}(build {version}-{build})\nOpenJDK 64-Bit \
                 Server VM {maker}(build 25.{update}-{build}, mixed mode)\n"
            );
        }
        let lasts = temurin && number >= 21 && (number - 21).is_multiple_of(4);
        let (head, tail) = if lasts { (" LTS", "-LTS") } else { ("", "") };
        let name = match self.maker {
            Maker::Temurin => format!("Temurin-{version}+{build} "),
            Maker::OpenJdk if number == 11 => "18.9 ".into(),
            Maker::OpenJdk => String::new(),
        };
        let first = if long { format!("openjdk {version}") } else { format!("openjdk version \"{version}\"") };
        format!(
            "{first} {}{head}\nOpenJDK Runtime Environment {name}(build {version}+{build}{tail})\nOpenJDK 64-Bit Server VM \
             {name}(build {version}+{build}{tail}, mixed mode, sharing)\n",
            self.day
        )
    }
}

/// The day of a release: those of all lines come out on the same day of each quarter.
fn day(version: &str) -> &'static str {
    let mut numbers = version.split('.').map(|number| number.parse::<usize>().unwrap_or(0));
    let (line, _, patch) = (numbers.next().unwrap_or(0), numbers.next(), numbers.next().unwrap_or(0));
    match (line, patch) {
        (21, 0) => return "2023-09-19",
        (25, 0) => return "2025-09-16",
        _ => {}
    }
    // A new line begins every half year, two quarters behind the one before.
    let first = line.checked_sub(17).map(|lines| lines * 2);
    let at = match first {
        Some(first) => first + patch,
        None => patch.saturating_sub(12),
    };
    QUARTERS.get(at.saturating_sub(1)).copied().unwrap_or("2026-07-21")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_java_says_its_own_version() {
        let first = |told: &str| Jdk::temurin(told).lines(false).lines().map(str::to_string).collect::<Vec<_>>();
        insta::assert_snapshot!(first("8u472-b08").join("\n"), @r#"
        openjdk version "1.8.0_472"
        OpenJDK Runtime Environment (Temurin)(build 1.8.0_472-b08)
        OpenJDK 64-Bit Server VM (Temurin)(build 25.472-b08, mixed mode)
        "#);
        assert_eq!(first("11.0.29_7")[0], "openjdk version \"11.0.29\" 2025-10-21");
        assert_eq!(first("17.0.17_10")[1], "OpenJDK Runtime Environment Temurin-17.0.17+10 (build 17.0.17+10)");
        assert_eq!(first("21.0.9_10")[0], "openjdk version \"21.0.9\" 2025-10-21 LTS");
        assert_eq!(first("25.0.4+7")[0], "openjdk version \"25.0.4\" 2026-07-21 LTS");
    }
}
