fn main() -> std::process::ExitCode {
    layercake::host::main()
}
