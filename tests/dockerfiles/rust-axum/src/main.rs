use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize)]
struct Item {
    id: u32,
    name: String,
}

#[derive(Deserialize)]
struct NewItem {
    name: String,
}

type Shared = Arc<Mutex<Vec<Item>>>;

async fn root() -> &'static str {
    "Hello, World!"
}

async fn list(State(items): State<Shared>) -> Json<Vec<Item>> {
    Json(items.lock().unwrap().clone())
}

async fn create(State(items): State<Shared>, Json(given): Json<NewItem>) -> (StatusCode, Json<Item>) {
    let mut all = items.lock().unwrap();
    let item = Item { id: all.len() as u32 + 1, name: given.name };
    all.push(item.clone());
    (StatusCode::CREATED, Json(item))
}

async fn one(Path(id): Path<u32>, State(items): State<Shared>) -> Result<Json<Item>, StatusCode> {
    let all = items.lock().unwrap();
    all.iter().find(|item| item.id == id).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}

#[tokio::main]
async fn main() {
    let items: Shared = Arc::new(Mutex::new(Vec::new()));
    let app = Router::new()
        .route("/", get(root))
        .route("/items", get(list).post(create))
        .route("/items/{id}", get(one))
        .route("/health", get(|| async { Json(serde_json::json!({ "status": "ok" })) }))
        .with_state(items);
    let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await.unwrap();
    println!("listening on {}", listener.local_addr().unwrap());
    axum::serve(listener, app).await.unwrap();
}
