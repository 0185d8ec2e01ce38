fn main() -> std::process::ExitCode {
    layercake::main()
}
