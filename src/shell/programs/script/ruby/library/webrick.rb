# WEBrick.

module WEBrick
  VERSION = Layercake.gem_version("webrick")

  class Log
    def initialize(file = nil, level = 4)
      @level = level
    end

    def say(level, text)
      Layercake.put(2, "[#{Time.now.strftime("%Y-%m-%d %H:%M:%S")}] #{level.ljust(5)} #{text}\n") if @level > 0
    end

    def info(text) = say("INFO", text)
    def warn(text) = say("WARN", text)
    def error(text) = say("ERROR", text)
    def fatal(text) = say("FATAL", text)
    def debug(_text) = nil
  end

  class BasicLog < Log
  end

  class HTTPRequest
    attr_reader :request_method, :path, :query_string, :body, :header, :unparsed_uri, :remote_ip

    def initialize(request)
      @request_method = request["method"]
      @unparsed_uri = request["target"]
      @path, @query_string = @unparsed_uri.split("?", 2)
      @body = request["body"]
      @remote_ip = request["from"]
      @header = {}
      request["headers"].each { |name, value| @header[name.downcase] = [value] }
    end

    def [](name) = (@header[name.downcase] || [])[0]
    def peeraddr = ["AF_INET", 50000, @remote_ip, @remote_ip]
    def request_uri = self
    def request_line = "#{@request_method} #{@unparsed_uri} HTTP/1.1\r\n"

    def query
      text = @request_method == "GET" ? @query_string.to_s : @body
      text.split("&").to_h { |pair| pair.split("=", 2) + (pair.include?("=") ? [] : [""]) }
    end
  end

  class HTTPResponse
    attr_accessor :status, :body, :header

    def initialize
      @status = 200
      @header = {}
      @body = ""
    end

    def [](name) = @header[name]
    def []=(name, value)
      @header[name] = value
    end
    def content_type=(type)
      @header["Content-Type"] = type
    end
    def set_redirect(_status, url)
      @status = 302
      @header["Location"] = url.to_s
    end
  end

  module HTTPServlet
    class AbstractServlet
      def initialize(server, *options)
        @server = server
        @options = options
      end

      def service(request, response)
        name = "do_#{request.request_method}"
        if respond_to?(name)
          send(name, request, response)
        else
          response.status = 405
        end
      end
    end

    class FileHandler < AbstractServlet
      def service(request, response)
        HTTPServer.file(@options[0], request.path, response)
      end
    end
  end

  class HTTPServer
    attr_reader :config, :logger

    def initialize(config = {})
      @config = config
      @port = config[:Port] || 80
      @host = config[:BindAddress] || ""
      @logger = config[:Logger] || Log.new
      @access = config[:AccessLog]
      @mounts = {}
      @logger.info("WEBrick #{VERSION}")
      @logger.info("ruby #{RUBY_VERSION} (#{RUBY_RELEASE_DATE}) [#{RUBY_PLATFORM}]")
      mount("/", HTTPServlet::FileHandler, config[:DocumentRoot]) if config[:DocumentRoot]
    end

    def mount_proc(path, proc = nil, &block)
      @mounts[path] = [proc || block]
    end

    def mount(path, servlet, *options)
      @mounts[path] = [servlet, *options]
    end

    def shutdown = @stopped = true
    def stop = @stopped = true

    def start
      @logger.info("#{self.class}#start: pid=#{Process.pid} port=#{@port}")
      answer(Layercake.accept(@port, @host)) until @stopped
    end

    def answer(given)
      request = HTTPRequest.new(given)
      response = HTTPResponse.new
      path = @mounts.keys.select { |mount| mount == "/" || request.path == mount || request.path.start_with?(mount + "/") }.max_by(&:length)
      begin
        serve(path && @mounts[path], request, response)
      rescue StandardError => error
        response.status = 500
        response["Content-Type"] = "text/html; charset=ISO-8859-1"
        response.body = HTTPServer.page(500, "Internal Server Error", error.message)
        @logger.error("#{error.class}: #{error.message}")
      end
      response["Content-Type"] ||= "text/html" unless response.body.empty?
      headers = response.header.to_a + [["Server", "WEBrick/#{VERSION} (Ruby/#{RUBY_VERSION}/#{RUBY_RELEASE_DATE})"]]
      Layercake.respond(response.status, headers, response.body)
      return if @access && @access.empty?
      time = Time.now.strftime("%d/%b/%Y:%H:%M:%S UTC")
      line = request.request_line.chomp
      Layercake.put(2, "#{request.remote_ip} - - [#{time}] \"#{line}\" #{response.status} #{response.body.bytesize}\n- -> #{request.path}\n")
    end

    def serve(mount, request, response)
      if mount.nil?
        response.status = 404
        response.body = HTTPServer.page(404, "Not Found", "`#{request.path}' not found.")
      elsif mount[0].is_a?(Proc)
        mount[0].call(request, response)
      else
        mount[0].new(self, *mount.drop(1)).service(request, response)
      end
    end

    def self.file(root, path, response)
      whole = File.join(root, path)
      whole = File.join(whole, "index.html") if File.directory?(whole)
      if File.file?(whole)
        types = { ".html" => "text/html", ".css" => "text/css", ".js" => "text/javascript", ".json" => "application/json", ".txt" => "text/plain" }
        response["Content-Type"] = types.fetch(File.extname(whole), "application/octet-stream")
        response.body = File.read(whole)
      else
        response.status = 404
        response.body = page(404, "Not Found", "`#{path}' not found.")
      end
    end

    def self.page(_status, title, words)
      "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.0//EN\">\n<HTML>\n  <HEAD><TITLE>#{title}</TITLE></HEAD>\n  <BODY>\n    <H1>#{title}</H1>\n    #{words}\n    <HR>\n    <ADDRESS>\n     WEBrick/#{VERSION} (Ruby/#{RUBY_VERSION}/#{RUBY_RELEASE_DATE}) at\n     localhost\n    </ADDRESS>\n  </BODY>\n</HTML>\n"
    end
  end
end
