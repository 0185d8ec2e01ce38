fn main() -> std::process::ExitCode {
    layercake_program::main()
}
