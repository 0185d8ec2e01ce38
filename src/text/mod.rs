//! What is written to people: sizes, ages, tables, suggestions.
