# Net::HTTP's shortest ways.

require "uri"

module Net
  class HTTPResponse
    attr_reader :code, :body, :headers

    def initialize(code, headers, body)
      @code = code.to_s
      @headers = headers
      @body = body
    end

    def [](name)
      found = @headers.find { |known, _value| known.casecmp?(name) }
      found && found[1]
    end

    def is_a?(kind) = super || (kind == HTTPSuccess && @code.start_with?("2"))
    def message = @code == "200" ? "OK" : ""
  end

  class HTTPSuccess < HTTPResponse; end
  class HTTPOK < HTTPSuccess; end

  class HTTP
    def self.get_response(uri, path = nil, port = 80)
      uri = URI.parse(uri.is_a?(String) && path ? "http://#{uri}:#{port}#{path}" : uri.to_s)
      begin
        status, headers, body = Layercake.fetch("GET", uri.to_s)
      rescue SystemCallError => error
        words = "Failed to open TCP connection to #{uri.host}:#{uri.port} (#{error.message})"
        raise Errno::ECONNREFUSED, words
      end
      HTTPResponse.new(status, headers, body)
    end

    def self.get(uri, path = nil, port = 80) = get_response(uri, path, port).body
  end
end
