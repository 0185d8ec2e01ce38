//! What the mock Docker Hub holds: the catalogue (recipes that make real layers, manifests and indexes), or a folder of one's own.
