//! `STOPSIGNAL signal`

use super::{Evaluation, Expander, Fault, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct StopSignal(String);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    Ok(Box::new(StopSignal(request.only("STOPSIGNAL")?)))
}

/// Whether this names a signal or is a number (moby/sys `signal.ParseSignal`).
pub fn check(signal: &str) -> Outcome<()> {
    let known = match signal.parse::<i64>() {
        Ok(number) => number != 0,
        Err(_) => {
            let upper = signal.to_uppercase();
            let name = upper.strip_prefix("SIG").unwrap_or(&upper);
            let realtime = |prefix: &str, most: u32| {
                let rest = name.strip_prefix(prefix);
                rest.is_some_and(|rest| rest.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number)))
            };
            NAMES.contains(&name) || realtime("RTMIN+", 15) || realtime("RTMAX-", 14)
        }
    };
    if known { Ok(()) } else { Err(Fault::new(format!("invalid signal: {signal}"))) }
}

const NAMES: &[&str] = &[
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
    "PROF", "PWR", "QUIT", "RTMAX", "RTMIN", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
    "UNUSED", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
];

impl Meaning for StopSignal {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        self.0 = word(&self.0)?;
        Ok(())
    }

    fn evaluate(&mut self, _written: &Written, stage: &mut StageState, _work: &mut Evaluation<'_>) -> Outcome<()> {
        check(&self.0)?;
        stage.image.config.stop_signal = self.0.clone();
        stage.history(format!("STOPSIGNAL {}", self.0), false);
        Ok(())
    }
}
