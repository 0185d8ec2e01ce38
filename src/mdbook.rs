fn main() -> std::process::ExitCode {
    layercake::mdbook_main()
}
