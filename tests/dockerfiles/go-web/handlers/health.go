package handlers

import "net/http"

// Health says that all is well.
func Health(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	w.Write([]byte(`{"status":"` + status() + `"}`))
}

func status() string { return "ok" }
