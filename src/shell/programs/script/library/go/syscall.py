SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL, SIGUSR1 = "interrupt", "terminated", "hangup", "quit", "killed", "user defined signal 1"
