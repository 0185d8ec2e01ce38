# URI.

module URI
  class InvalidURIError < StandardError; end

  class Generic
    attr_accessor :scheme, :host, :port, :path, :query, :text

    def initialize(text)
      found = text.match(%r{\A(\w+)://([^/:?#]+)(?::(\d+))?([^?#]*)(?:\?([^#]*))?})
      raise InvalidURIError, "bad URI (is not URI?): #{text.inspect}" if found.nil?
      @text = text
      @scheme = found[1]
      @host = found[2]
      @port = found[3] ? found[3].to_i : (@scheme == "https" ? 443 : 80)
      @path = found[4]
      @query = found[5]
    end

    def hostname = @host
    def request_uri = (@path.empty? ? "/" : @path) + (@query ? "?#{@query}" : "")
    def to_s = @text
    def inspect = "#<URI::#{@scheme.upcase} #{@text}>"
  end

  def self.parse(text) = Generic.new(text)
  def self.join(*parts) = Generic.new(parts.join)
  def self.encode_www_form_component(text) = text.to_s.gsub(/[^a-zA-Z0-9_.*-]/) { |letter| letter == " " ? "+" : letter.bytes.map { |byte| format("%%%02X", byte) }.join }
  def self.encode_uri_component(text) = encode_www_form_component(text).gsub("+", "%20")
  def self.encode_www_form(pairs) = pairs.map { |key, value| "#{encode_www_form_component(key)}=#{encode_www_form_component(value)}" }.join("&")
  def self.decode_www_form_component(text) = text.tr("+", " ").gsub(/%([0-9a-fA-F]{2})/) { $1.hex.chr }

  def self.decode_www_form(text)
    text.split("&").reject(&:empty?).map do |pair|
      name, value = pair.split("=", 2)
      [decode_www_form_component(name), decode_www_form_component(value || "")]
    end
  end
end

def URI(text) = URI.parse(text)
