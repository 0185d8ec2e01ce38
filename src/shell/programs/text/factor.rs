//! `factor`

use super::options::Accepted;
use super::{Applet, Bail, Ended};
use crate::shell::{Process, Stop};

pub(super) static PROGRAM: Applet =
    Applet { names: &["factor"], about: "prints the prime factors of numbers", usage: "[NUMBER]...", run };

/// Divisors between two steps of the program.
const STRIDE: u64 = 1 << 14;

fn run(process: &mut Process<'_>) -> Ended {
    let given = match process.busybox() {
        // It reads no options.
        true => process.arguments.get(1..).unwrap_or_default().to_vec(),
        false => Accepted::letters("").parse(process)?.operands,
    };
    let mut status = 0;
    for number in &given {
        status |= one(process, number.trim_start())?;
    }
    if given.is_empty() {
        let Ok(mut lines) = process.lines("-") else { return Ok(1) };
        while let Some((line, _)) = lines.next_text(process)? {
            for number in line.split_whitespace() {
                status |= one(process, number)?;
            }
        }
    }
    Ok(status)
}

/// Prints one number's factors; gives the exit code.
fn one(process: &mut Process<'_>, text: &str) -> Result<i32, Bail> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = match digits.parse::<u64>() {
        Ok(number) if is_number => number,
        _ if process.busybox() => return process.missing_operand(),
        _ if is_number => return process.fail(1, &format!("layercake does not simulate numbers as large as {text}")),
        _ => {
            process.complain(&format!("'{text}' is not a valid positive integer"))?;
            return Ok(1);
        }
    };
    let factors: String = factors(process, number)?.iter().map(|factor| format!(" {factor}")).collect();
    process.print(&format!("{number}:{factors}\n"))?;
    Ok(0)
}

/// The prime factors, the smallest first.
fn factors(process: &mut Process<'_>, mut rest: u64) -> Result<Vec<u64>, Stop> {
    let mut found = Vec::new();
    let mut divisor = 2_u64;
    while rest > 1 && divisor.checked_mul(divisor).is_some_and(|square| square <= rest) {
        while rest.is_multiple_of(divisor) {
            found.push(divisor);
            rest /= divisor;
        }
        if divisor % STRIDE == 1 {
            process.system.step()?;
        }
        divisor += if divisor == 2 { 1 } else { 2 };
    }
    found.extend((rest > 1).then_some(rest));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn numbers_fall_into_primes() {
        check(&[
            (
                "factor 0 1 2 12 97 9409 1000000007",
                "0:\n1:\n2: 2\n12: 2 2 3\n97: 97\n9409: 97 97\n1000000007: 1000000007\n",
            ),
            ("echo '6 +8' | factor", "6: 2 3\n8: 2 2 2\n"),
        ]);
        check_all(Flavour::Gnu, &[("factor x 4", "4: 2 2\n", "factor: 'x' is not a valid positive integer\n", 1)]);
    }
}
