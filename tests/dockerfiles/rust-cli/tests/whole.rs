use word_count::count;

#[test]
fn it_counts() -> Result<(), word_count::CountError> {
    assert!(count("one two", 2)?.contains_key("two"));
    Ok(())
}
