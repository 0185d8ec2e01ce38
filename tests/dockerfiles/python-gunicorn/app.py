import os
from flask import Flask, jsonify, request, render_template
app = Flask(__name__)

@app.route("/")
def home():
    return render_template("index.html", name=os.environ.get("NAME", "world"))

@app.route("/api/echo", methods=["POST"])
def echo():
    return jsonify(request.get_json()), 201

@app.get("/user/<int:id>")
def user(id):
    return {"id": id}

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=int(os.environ.get("PORT", 5000)), debug=True)
