# OptionParser.

class OptionParser
  class ParseError < RuntimeError; end
  class InvalidOption < ParseError; end
  class MissingArgument < ParseError; end

  attr_accessor :banner, :version, :program_name

  def initialize
    @options = []
    @banner = "Usage: #{File.basename($0, ".*")} [options]"
    yield self if block_given?
  end

  def on(*parts, &block)
    texts = parts.select { |part| part.is_a?(String) }
    kind = parts.find { |part| part.is_a?(Class) }
    flags = texts.select { |text| text.start_with?("-") }
    names = flags.map { |flag| flag.split(/[ =]/)[0].sub("[no-]", "") }
    takes = flags.any? { |flag| flag.match?(/[ =]/) }
    @options.push({ flags: flags, names: names, takes: takes, words: texts.reject { |text| text.start_with?("-") }, kind: kind, block: block })
    self
  end

  def separator(text = "")
    @options.push({ flags: [], names: [], words: [text], separator: true })
    self
  end

  def parse!(words = ARGV, into: nil)
    rest = []
    while (word = words.shift)
      if word == "--"
        rest += words
        words.clear
      elsif word.start_with?("-") && word.length > 1
        take(word, words, into)
      else
        rest.push(word)
      end
    end
    words.replace(rest)
  end

  def parse(words = ARGV, into: nil) = parse!(words.dup, into: into)

  def take(word, words, into)
    name, value = word.split("=", 2)
    option = @options.find { |known| known[:names].include?(name) }
    if option.nil? && ["-h", "--help"].include?(name)
      puts help
      exit
    end
    raise InvalidOption, "invalid option: #{word}" if option.nil?
    if option[:takes]
      value = words.shift if value.nil?
      raise MissingArgument, "missing argument: #{name}" if value.nil?
      value = Integer(value) if option[:kind] == Integer
      value = Float(value) if option[:kind] == Float
    else
      value = true
    end
    into[option[:names].last.delete_prefix("--").to_sym] = value if into
    option[:block].call(value) if option[:block]
  end

  def help
    lines = @options.map do |option|
      next option[:words][0] if option[:separator]
      "    #{option[:flags].join(", ").ljust(32)} #{option[:words].join(" ")}".rstrip
    end
    ([@banner] + lines).join("\n") + "\n"
  end

  def to_s = help
end
