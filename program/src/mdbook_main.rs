fn main() -> std::process::ExitCode {
    layercake_program::mdbook_main()
}
