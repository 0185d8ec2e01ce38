# The environment, streams, files and folders.

class IO
  attr_reader :sync

  def initialize(number)
    @number = number
    @sync = false
  end

  # What is printed goes through the class's own `write`.
  def puts(*values)
    write(Layercake.lines(*values))
    nil
  end

  def print(*values)
    write(*values)
    nil
  end

  def write(*values)
    Layercake.put(@number, values.map(&:to_s).join)
  end

  def <<(value)
    write(value)
    self
  end

  def printf(form, *values) = write(format(form, *values))

  def p(*values)
    values.each { |value| puts(value.inspect) }
    values.length > 1 ? values : values[0]
  end

  def flush
    Layercake.flush if @number == 1
    self
  end

  def fsync
    flush
    0
  end

  def sync=(sync)
    Layercake.hold(sync ? 0 : 8192) if @number == 1
    @sync = sync
  end

  def fileno = @number
  def tty? = @number == 0 ? Layercake.terminal? : false
  def isatty = tty?
  def close = nil
  def closed? = false
  def binmode = self
  def set_encoding(*_names) = self
  def external_encoding = nil

  def gets(*_options, chomp: false)
    line = Layercake.read_line
    line && chomp ? line.chomp : line
  end

  def readline = gets || raise(EOFError, "end of file reached")
  def read(*_count) = Layercake.read_all
  def readlines(chomp: false) = read.lines.map { |line| chomp ? line.chomp : line }

  def each_line(chomp: false)
    while (line = gets)
      yield chomp ? line.chomp : line
    end
    self
  end

  def each(&block) = each_line(&block)
  def eof? = false
end

STDIN = IO.new(0)
STDOUT = IO.new(1)
STDERR = IO.new(2)
$stdin = STDIN
$stdout = STDOUT
$stderr = STDERR
$, = nil
$/ = "\n"
$PROGRAM_NAME = Layercake.main
ARGF = STDIN

class StringIO < IO
  def initialize(text = "")
    @text = text
    @at = 0
  end

  def write(*values)
    @text += values.map(&:to_s).join
    values.length
  end

  def string = @text

  def gets(*_options, chomp: false)
    return nil if @at >= @text.length
    line = @text[@at..].lines.first
    @at += line.length
    chomp ? line.chomp : line
  end

  def read(*_count)
    rest = @text[@at..] || ""
    @at = @text.length
    rest
  end

  def rewind
    @at = 0
    0
  end

  def tty? = false
end

class Object
  def readlines(chomp: false) = STDIN.readlines(chomp: chomp)
  def readline = STDIN.readline
  def putc(value) = print(value.is_a?(Integer) ? value.chr : value[0])
end

ENV = Object.new
ENV.extend(Enumerable)

def ENV.[](name) = Layercake.env[name]

def ENV.[]=(name, value)
  Layercake.setenv(name, value)
end

def ENV.fetch(name, *default)
  value = Layercake.env[name]
  return value unless value.nil?
  return yield(name) if block_given?
  return default[0] unless default.empty?
  raise KeyError, "key not found: #{name.inspect}"
end

def ENV.key?(name) = Layercake.env.key?(name)
def ENV.has_key?(name) = key?(name)
def ENV.include?(name) = key?(name)
def ENV.delete(name)
  old = self[name]
  Layercake.setenv(name, nil)
  old
end
def ENV.to_h = Layercake.env
def ENV.to_hash = Layercake.env
def ENV.keys = Layercake.env.keys
def ENV.values = Layercake.env.values
def ENV.each(&block) = Layercake.env.each(&block)
def ENV.each_pair(&block) = each(&block)
def ENV.to_a = Layercake.env.to_a
def ENV.select(&block) = Layercake.env.select(&block)
def ENV.reject(&block) = Layercake.env.reject(&block)
def ENV.values_at(*names) = names.map { |name| self[name] }
def ENV.slice(*names) = Layercake.env.slice(*names)
def ENV.inspect = Layercake.env.inspect
def ENV.to_s = "ENV"

class File < IO
  SEPARATOR = "/"

  def self.read(path, *_options, **_more) = Layercake.read(path)
  def self.binread(path) = Layercake.read(path)
  def self.readlines(path, chomp: false) = read(path).lines.map { |line| chomp ? line.chomp : line }

  def self.foreach(path, chomp: false)
    readlines(path, chomp: chomp).each { |line| yield line }
    nil
  end

  def self.write(path, text, mode: "w") = mode.start_with?("a") ? Layercake.append(path, text) : Layercake.write(path, text)
  def self.binwrite(path, text) = write(path, text)
  def self.exist?(path) = Layercake.exist?(path)
  def self.file?(path) = Layercake.file?(path)
  def self.directory?(path) = Layercake.directory?(path)
  def self.readable?(path) = Layercake.exist?(path)
  def self.writable?(path) = Layercake.exist?(path)
  def self.executable?(path) = Layercake.exist?(path) && Layercake.stat(path)[1] & 0o111 != 0
  def self.size(path) = Layercake.stat(path)[0]
  def self.size?(path) = exist?(path) && size(path) > 0 ? size(path) : nil
  def self.zero?(path) = exist?(path) && size(path) == 0
  def self.empty?(path) = zero?(path)
  def self.mtime(path) = Time.at_nanos(Layercake.stat(path)[2])
  def self.delete(*paths) = paths.each { |path| Layercake.unlink(path) }.length
  def self.unlink(*paths) = delete(*paths)
  def self.rename(from, to) = Layercake.rename(from, to)
  def self.chmod(mode, *paths) = paths.each { |path| Layercake.chmod(path, mode) }.length
  def self.absolute_path(path) = Layercake.absolute(path)
  def self.realpath(path) = Layercake.absolute(path)

  def self.expand_path(path, folder = nil)
    path = "#{folder}/#{path}" if folder && !path.start_with?("/")
    Layercake.absolute(path)
  end

  def self.join(*parts) = parts.flatten.map(&:to_s).join("/").gsub(%r{/+}, "/")

  def self.basename(path, ending = nil)
    name = path.delete_suffix("/").split("/").last || "/"
    return name.sub(/\.[^.]*\z/, "") if ending == ".*"
    ending ? name.delete_suffix(ending) : name
  end

  def self.dirname(path)
    parts = path.split("/")
    parts.pop
    return path.start_with?("/") ? "/" : "." if parts.empty? || parts == [""]
    parts.join("/")
  end

  def self.extname(path)
    name = basename(path)
    at = name.rindex(".")
    at.nil? || at == 0 ? "" : name[at..]
  end

  def self.open(path, mode = "r", *_more)
    file = new(path, mode)
    return file unless block_given?
    begin
      yield file
    ensure
      file.close
    end
  end

  attr_reader :path

  def initialize(path, mode = "r", *_more)
    @path = path
    @mode = mode
    @at = 0
    if mode.start_with?("r")
      @text = Layercake.read(path)
    elsif mode.start_with?("w")
      Layercake.write(path, "")
    else
      Layercake.append(path, "")
    end
  end

  def write(*values)
    raise IOError, "not opened for writing" if @mode == "r"
    text = values.map(&:to_s).join
    Layercake.append(@path, text)
    text.length
  end

  def read(*_count)
    rest = (@text || "")[@at..] || ""
    @at += rest.length
    rest
  end

  def gets(*_options, chomp: false)
    text = @text || ""
    return nil if @at >= text.length
    line = text[@at..].lines.first
    @at += line.length
    chomp ? line.chomp : line
  end

  def readlines(chomp: false) = read.lines.map { |line| chomp ? line.chomp : line }
  def eof? = @at >= (@text || "").length
  def size = Layercake.stat(@path)[0]
  def tty? = false
  def flock(_mode) = 0

  module Constants
  end
end

class Dir
  def self.pwd = Layercake.pwd
  def self.getwd = Layercake.pwd
  def self.exist?(path) = Layercake.directory?(path)
  def self.mkdir(path, _mode = 0o777) = Layercake.mkdir(path)
  def self.rmdir(path) = Layercake.rmdir(path)
  def self.unlink(path) = Layercake.rmdir(path)
  def self.delete(path) = Layercake.rmdir(path)
  def self.children(path = ".") = Layercake.names(path)
  def self.entries(path = ".") = [".", ".."] + Layercake.names(path)
  def self.each_child(path, &block) = children(path).each(&block)
  def self.empty?(path) = children(path).empty?
  def self.home = ENV.fetch("HOME", "/")
  def self.tmpdir = "/tmp"

  def self.chdir(path)
    before = pwd
    Layercake.chdir(path)
    return 0 unless block_given?
    begin
      yield path
    ensure
      Layercake.chdir(before)
    end
  end

  def self.[](*patterns) = patterns.flat_map { |pattern| glob(pattern) }

  def self.glob(pattern, &block)
    folder, name = File.dirname(pattern), File.basename(pattern)
    Layercake.unsimulated("Dir.glob of #{pattern}") if folder.include?("*") || name.include?("{")
    return [] unless Layercake.directory?(folder)
    form = Regexp.new("\\A" + Regexp.escape(name).gsub("\\*", "[^/]*").gsub("\\?", "[^/]") + "\\z")
    found = Layercake.names(folder).sort.select { |child| child.match?(form) && !child.start_with?(".") }
    found = found.map { |child| folder == "." && !pattern.start_with?("./") ? child : File.join(folder, child) }
    block ? found.each(&block) : found
  end
end
