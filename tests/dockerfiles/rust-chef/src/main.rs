use serde::Serialize;

#[derive(Serialize)]
struct Place {
    x: i32,
    y: i32,
}

fn main() {
    println!("{}", serde_json::to_string(&Place { x: 1, y: 2 }).unwrap());
}
