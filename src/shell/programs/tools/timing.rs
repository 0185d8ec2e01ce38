//! BusyBox's `time` and `usleep`, which only images have (`miscutils/time.c`, `coreutils/usleep.c`).

use crate::clock::SECOND;
use crate::shell::programs::machine::xargs::spawn;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Input, Process, Stream};

pub(super) static TIME: Applet = Applet {
    names: &["time"],
    about: "runs a command and says how long that took",
    usage: "[-vpa] [-o FILE] PROG ARGS",
    run: time,
};
pub(super) static USLEEP: Applet =
    Applet { names: &["usleep"], about: "lets microseconds pass", usage: "N", run: usleep };

const MICROSECOND: i64 = SECOND / 1_000_000;

fn time(process: &mut Process<'_>) -> Ended {
    let command = process.arguments.get(1..).unwrap_or_default().to_vec();
    match command.first() {
        None => return process.missing_operand(),
        Some(word) if word.starts_with('-') => {
            return process.fail(1, &format!("layercake does not simulate the option {word}"));
        }
        Some(_) => {}
    }
    let began = process.system.clock().now();
    let mut stdin = std::mem::replace(&mut process.stdin, Input::Empty);
    let ended = spawn(process, command, &mut stdin);
    process.stdin = stdin;
    let status = ended?;
    let hundredths = process.system.clock().now().since(began).max(0) / (SECOND / 100);
    let (minutes, seconds) = (hundredths / 6000, hundredths % 6000);
    let real = format!("real\t{minutes}m {}.{:02}s\n", seconds / 100, seconds % 100);
    // Processes here take no processor time.
    process.output.write(Stream::Err, format!("{real}user\t0m 0.00s\nsys\t0m 0.00s\n").as_bytes())?;
    Ok(status)
}

fn usleep(process: &mut Process<'_>) -> Ended {
    let Some(text) = process.arguments.get(1).cloned() else { return process.missing_operand() };
    let Ok(count) = text.parse::<u32>() else { return process.fail(1, &format!("invalid number '{text}'")) };
    process.system.sleep(i64::from(count) * MICROSECOND)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::check_all;

    #[test]
    fn a_command_is_timed() {
        let took = "real\t0m 1.50s\nuser\t0m 0.00s\nsys\t0m 0.00s\n";
        check_all(
            Flavour::Busybox,
            &[
                ("time sleep 1.5", "", took, 0),
                ("usleep x", "", "usleep: invalid number 'x'\n", 1),
                ("usleep 5", "", "", 0),
            ],
        );
    }
}
