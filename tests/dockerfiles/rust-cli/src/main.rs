use std::env;
use std::error::Error;

use word_count::report::Report;

fn run() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let least: usize = match env::var("LEAST") {
        Ok(text) => text.parse()?,
        Err(_) => 1,
    };
    let all = word_count::count(&args.join(" "), least)?;
    let report = Report::new(&all);
    for (number, row) in report.rows().enumerate() {
        println!("{}. {row}", number + 1);
    }
    Ok(())
}

fn main() {
    if let Err(error) = run() {
        eprintln!("word-count: {error}");
        std::process::exit(2);
    }
}
