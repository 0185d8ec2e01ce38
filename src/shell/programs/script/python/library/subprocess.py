import os
import sys
import _process
import shlex

PIPE, STDOUT, DEVNULL = -1, -2, -3


class SubprocessError(Exception):
    pass


class CalledProcessError(SubprocessError):
    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode, self.cmd, self.output, self.stderr = returncode, cmd, output, stderr
        self.args = (returncode, cmd)

    @property
    def stdout(self):
        return self.output

    def __str__(self):
        if self.returncode < 0:
            return "Command '%s' died with <Signals.%d>." % (self.cmd, -self.returncode)
        return "Command '%s' returned non-zero exit status %d." % (self.cmd, self.returncode)


class TimeoutExpired(SubprocessError):
    def __init__(self, cmd, timeout, output=None, stderr=None):
        self.cmd, self.timeout, self.output, self.stderr = cmd, timeout, output, stderr

    def __str__(self):
        return "Command '%s' timed out after %s seconds" % (self.cmd, self.timeout)


class CompletedProcess:
    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args, self.returncode, self.stdout, self.stderr = args, returncode, stdout, stderr

    def check_returncode(self):
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)

    def __repr__(self):
        parts = ["args=%r" % (self.args,), "returncode=%r" % (self.returncode,)]
        if self.stdout is not None:
            parts.append("stdout=%r" % (self.stdout,))
        if self.stderr is not None:
            parts.append("stderr=%r" % (self.stderr,))
        return "CompletedProcess(" + ", ".join(parts) + ")"


def _words(command, shell):
    if shell:
        return ["/bin/sh", "-c"] + ([command] if isinstance(command, str) else [str(word) for word in command])
    if isinstance(command, (str, os.PathLike)):
        return [str(command)]
    return [word if isinstance(word, str) else str(word) if isinstance(word, os.PathLike) else word for word in command]


def _way(target, default):
    return {None: default, PIPE: "kept", STDOUT: "joined", DEVNULL: "gone"}.get(target, "kept") \
        if not hasattr(target, "write") else "kept"


def _decoded(data, text):
    return data.decode() if text else data


class Popen:
    def __init__(self, args, bufsize=-1, executable=None, stdin=None, stdout=None, stderr=None, preexec_fn=None,
                 close_fds=True, shell=False, cwd=None, env=None, universal_newlines=None, text=None, encoding=None,
                 errors=None, start_new_session=False, **more):
        self.args = args
        self._text = bool(text or universal_newlines or encoding)
        self._how = (_words(args, shell), env, None if cwd is None else str(cwd))
        self._targets = (stdin, stdout, stderr)
        self.returncode = None
        self.pid = os.getpid() + 1
        self.stdin = self.stdout = self.stderr = None
        if stdin == PIPE:
            import io
            self.stdin = _Pipe(self._text)
        else:
            self._run(None)

    def _run(self, data):
        stdin, out, err = self._targets
        sys.stdout.flush()
        if data is None and hasattr(stdin, "read"):
            data = stdin.read()
        if isinstance(data, str):
            data = data.encode()
        words, env, cwd = self._how
        given = data if data is not None else stdin is None
        status, kept, wrong = _process.run(words, given, None if env is None else dict(env), cwd, _way(out, "through"),
                                           _way(err, "through"))
        for target, content in ((out, kept), (err, wrong)):
            if hasattr(target, "write"):
                target.write(content if "b" in getattr(target, "mode", "") else content.decode())
        self._out = _decoded(kept, self._text) if out == PIPE else None
        self._err = _decoded(wrong, self._text) if err == PIPE else None
        import io
        make = io.StringIO if self._text else io.BytesIO
        self.stdout = make(self._out) if out == PIPE else None
        self.stderr = make(self._err) if err == PIPE else None
        self._status = status

    def communicate(self, input=None, timeout=None):
        if self.stdin is not None:
            self._run(input if input is not None else self.stdin.content())
        self.returncode = self._status
        return self._out, self._err

    def wait(self, timeout=None):
        if self.stdin is not None and not hasattr(self, "_status"):
            self._run(self.stdin.content())
        self.returncode = self._status
        return self.returncode

    poll = wait

    def kill(self):
        pass

    terminate = kill

    def send_signal(self, signal):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.wait()


class _Pipe:
    def __init__(self, text):
        self._parts, self._text = [], text

    def write(self, part):
        self._parts.append(part)
        return len(part)

    def flush(self):
        pass

    def close(self):
        pass

    def content(self):
        return ("" if self._text else b"").join(self._parts)


def run(args, input=None, capture_output=False, timeout=None, check=False, **how):
    if capture_output:
        how["stdout"] = how["stderr"] = PIPE
    if input is not None:
        how["stdin"] = PIPE
    process = Popen(args, **how)
    out, err = process.communicate(input)
    result = CompletedProcess(args, process.returncode, out, err)
    if check:
        result.check_returncode()
    return result


def call(args, timeout=None, **how):
    return run(args, **how).returncode


def check_call(args, timeout=None, **how):
    status = call(args, **how)
    if status:
        raise CalledProcessError(status, args)
    return 0


def check_output(args, timeout=None, **how):
    return run(args, stdout=PIPE, check=True, **how).stdout


def getstatusoutput(command, **how):
    result = run(command, shell=True, text=True, stdout=PIPE, stderr=STDOUT, **how)
    text = result.stdout
    return result.returncode, text[:-1] if text.endswith("\n") else text


def getoutput(command, **how):
    return getstatusoutput(command, **how)[1]


def list2cmdline(words):
    return shlex.join(words)
