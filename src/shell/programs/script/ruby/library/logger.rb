# Logger.

class Logger
  DEBUG = 0
  INFO = 1
  WARN = 2
  ERROR = 3
  FATAL = 4
  UNKNOWN = 5
  NAMES = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL", "ANY"]

  attr_accessor :level, :formatter, :progname, :datetime_format

  def initialize(output = nil, *_rotation, level: DEBUG, progname: nil, formatter: nil, datetime_format: nil, **_more)
    @output = output.is_a?(String) ? File.open(output, "a") : output
    @level = Logger.number(level)
    @progname = progname
    @formatter = formatter
    @datetime_format = datetime_format
  end

  def self.number(level)
    return level if level.is_a?(Integer)
    NAMES.index(level.to_s.upcase) || DEBUG
  end

  def level=(level)
    @level = Logger.number(level)
  end

  def add(severity, message = nil, progname = nil)
    return true if severity < @level || @output.nil?
    message = block_given? ? yield : progname if message.nil?
    name = NAMES[severity]
    now = Time.now
    text = message.is_a?(String) ? message : message.inspect
    if @formatter
      @output.write(@formatter.call(name, now, @progname, message))
    else
      time = now.strftime(@datetime_format || "%Y-%m-%dT%H:%M:%S.%6N")
      @output.write("#{name[0]}, [#{time} ##{Process.pid}] #{name.rjust(5)} -- #{@progname}: #{text}\n")
    end
    true
  end

  def log(severity, message = nil) = add(severity, message)
  def debug(message = nil, &block) = add(DEBUG, block ? block.call : message)
  def info(message = nil, &block) = add(INFO, block ? block.call : message)
  def warn(message = nil, &block) = add(WARN, block ? block.call : message)
  def error(message = nil, &block) = add(ERROR, block ? block.call : message)
  def fatal(message = nil, &block) = add(FATAL, block ? block.call : message)
  def unknown(message = nil, &block) = add(UNKNOWN, block ? block.call : message)

  def <<(text)
    @output.write(text)
    self
  end

  def debug? = @level <= DEBUG
  def info? = @level <= INFO
  def close = nil
end
