//! Calendar arithmetic behind `time` and `datetime`: moments are seconds since the epoch, in UTC.

use crate::clock::Timestamp;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn moment(vm: &mut Vm<'_, '_>, a: &Arguments, place: usize) -> Result<Timestamp, Fault> {
    match a.at(place).number() {
        Some(seconds) => Ok(Timestamp((seconds * 1e9) as i64)),
        None => Err(vm.error(ErrorKind::Type, "a number of seconds is required")),
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "now", run: |vm, _| Ok(Value::Float(vm.process.system.clock().now().0 as f64 / 1e9)) },
    Native { name: "now_ns", run: |vm, _| Ok(Value::Int(i128::from(vm.process.system.clock().now().0))) },
    Native {
        name: "sleep",
        run: |vm, a| {
            let seconds = a.at(0).number().unwrap_or(0.0);
            if seconds < 0.0 {
                return Err(vm.error(ErrorKind::Value, "sleep length must be non-negative"));
            }
            vm.sleep((seconds * 1e9) as i64)?;
            Ok(Value::None)
        },
    },
    Native {
        name: "format",
        run: |vm, a| {
            let at = moment(vm, &a, 0)?;
            let format = a.text(vm, 1)?;
            let micros = format!("{:06}", at.subsecond_nanos() / 1000);
            vm.text(at.in_utc(&format.replace("%f", &micros).replace("%Z", "UTC")))
        },
    },
    // Year, month, day, hour, minute, second, microsecond, weekday (Monday is 0), day of the year.
    Native {
        name: "fields",
        run: |vm, a| {
            let at = moment(vm, &a, 0)?;
            let text = at.in_utc("%Y %m %d %H %M %S");
            let mut fields: Vec<Value> = text.split(' ').map(|field| Value::Int(field.parse().unwrap_or(0))).collect();
            fields.push(Value::Int(i128::from(at.subsecond_nanos() / 1000)));
            let weekday: i128 = at.in_utc("%u").parse().unwrap_or(1);
            fields.push(Value::Int(weekday - 1));
            fields.push(Value::Int(at.in_utc("%j").parse().unwrap_or(1)));
            vm.tuple(fields)
        },
    },
    // Seconds of a date: year, month, day, hour, minute, second.
    Native {
        name: "seconds",
        run: |vm, a| {
            let mut numbers = [0i128; 6];
            for (place, number) in numbers.iter_mut().enumerate() {
                *number = a.int(vm, place, 0)?;
            }
            let [year, month, day, hour, minute, second] = numbers;
            let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
            match Timestamp::parse(&text) {
                Some(at) => Ok(Value::Int(i128::from(at.seconds()))),
                None => Err(vm.error(ErrorKind::Value, "day is out of range for month")),
            }
        },
    },
];
