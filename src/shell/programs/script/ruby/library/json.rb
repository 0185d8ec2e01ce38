# JSON (the gem json).

module JSON
  class JSONError < StandardError; end
  class ParserError < JSONError; end
  class GeneratorError < JSONError; end

  def self.generate(value, *_options) = Layercake.json(plain(value))
  def self.dump(value, io = nil)
    text = generate(value)
    io ? io.write(text) : text
  end
  def self.pretty_generate(value, *_options)
    Layercake.pretty_json(plain(value))
  end

  def self.parse(text, symbolize_names: false, **_more)
    raise TypeError, "no implicit conversion of #{text.nil? ? "nil" : text.class} into String" unless text.is_a?(String)
    raise ParserError, "unexpected end of input" if text.strip.empty?
    value = Layercake.parse_json(text, symbolize_names)
    if value.is_a?(Symbol)
      at = value.to_s.to_i
      rest = text[at..] || ""
      before = text[0, at]
      line = before.count("\n") + 1
      column = at - (before.rindex("\n") || -1)
      raise ParserError, "unexpected character: '#{rest.lines.first.to_s.chomp}' at line #{line} column #{column}"
    end
    value
  end

  def self.load(text, *_options) = text.nil? ? nil : parse(text)
  def self.parse!(text, **options) = parse(text, **options)
  def self.load_file(path, **options) = parse(File.read(path), **options)

  # What has a `to_json` of its own is written by it; what has only a `to_s` is its text.
  def self.plain(value)
    case value
    when Hash then value.transform_values { |inner| plain(inner) }
    when Array then value.map { |inner| plain(inner) }
    when String, Symbol, Numeric, true, false, nil then value
    else
      own = value.method_defined_to_json? ? value.to_json : nil
      own ? parse(own) : value.to_s
    end
  end
end

class Object
  def to_json(*_options) = JSON.generate(self)
  def method_defined_to_json? = self.class.ancestors.take_while { |one| one != Object }.any? { |one| one.instance_methods.include?(:to_json) }
end
