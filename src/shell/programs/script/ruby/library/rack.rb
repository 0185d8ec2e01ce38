# Rack: programs as functions of a request, and the servers that give them requests.

require "uri"

module Rack
  RELEASE = Layercake.gem_version("rack")
  def self.release = RELEASE

  # The environment of a request.
  def self.environment(request, port)
    path, query = request["target"].split("?", 2)
    env = {
      "REQUEST_METHOD" => request["method"], "PATH_INFO" => path, "QUERY_STRING" => query || "", "SCRIPT_NAME" => "",
      "SERVER_NAME" => "localhost", "SERVER_PORT" => port.to_s, "SERVER_PROTOCOL" => "HTTP/1.1",
      "REMOTE_ADDR" => request["from"], "REQUEST_URI" => request["target"], "REQUEST_PATH" => path,
      "rack.input" => StringIO.new(request["body"]), "rack.body" => request["body"], "rack.url_scheme" => "http"
    }
    request["headers"].each do |name, value|
      key = name.upcase.gsub("-", "_")
      env[["CONTENT_TYPE", "CONTENT_LENGTH"].include?(key) ? key : "HTTP_#{key}"] = value
    end
    env
  end

  # Pairs of a query; `a[]=1` gives a list.
  def self.pairs(text)
    all = {}
    URI.decode_www_form(text).each do |name, value|
      if name.end_with?("[]")
        (all[name.delete_suffix("[]")] ||= []).push(value)
      else
        all[name] = value
      end
    end
    all
  end

  class Request
    attr_reader :env

    def initialize(env)
      @env = env
    end

    def request_method = @env["REQUEST_METHOD"]
    def path = @env["PATH_INFO"]
    def path_info = @env["PATH_INFO"]
    def query_string = @env["QUERY_STRING"]
    def ip = @env["REMOTE_ADDR"]
    def host = (@env["HTTP_HOST"] || "localhost").split(":")[0]
    def port = @env["SERVER_PORT"].to_i
    def url = "http://#{@env["HTTP_HOST"]}#{@env["REQUEST_URI"]}"
    def base_url = "http://#{@env["HTTP_HOST"]}"
    def user_agent = @env["HTTP_USER_AGENT"]
    def body = @env["rack.input"]
    def content_type = @env["CONTENT_TYPE"]
    def get? = request_method == "GET"
    def post? = request_method == "POST"
    def cookies = {}
    def get_header(name) = @env[name]

    def params
      all = Rack.pairs(query_string)
      all.merge!(Rack.pairs(@env["rack.body"])) if content_type.to_s.start_with?("application/x-www-form-urlencoded")
      all
    end
  end

  class Response
    attr_accessor :status, :headers, :body

    def initialize(body = [], status = 200, headers = {})
      @body = body.is_a?(String) ? [body] : body
      @status = status
      @headers = headers
    end

    def write(text) = @body.push(text)
    def [](name) = @headers[name]
    def []=(name, value)
      @headers[name] = value
    end
    def finish = [@status, @headers, @body]
    def to_a = finish
  end

  # What `config.ru` says.
  class Builder
    def initialize(&block)
      @used = []
      @mapped = {}
      instance_eval(&block) if block
    end

    def use(middleware, *given, &block) = @used.push([middleware, given, block])
    def run(app = nil, &block) = @app = app || block
    def map(path, &block) = @mapped[path] = Builder.new(&block).to_app

    def to_app
      app = @app
      mapped = @mapped
      unless mapped.empty?
        rest = app
        app = lambda do |env|
          found = mapped.keys.select { |path| env["PATH_INFO"].start_with?(path) }.max_by(&:length)
          inner = found ? mapped[found] : rest
          inner ? inner.call(env) : [404, { "content-type" => "text/plain" }, ["Not Found: #{env["PATH_INFO"]}"]]
        end
      end
      @used.reverse.reduce(app) { |inner, (middleware, given, block)| middleware.new(inner, *given, &block) }
    end
  end

  # The program that a file describes.
  def self.configured(file)
    unless File.exist?(file)
      warn "configuration #{Layercake.absolute(file)} not found"
      exit 1
    end
    $builder = Builder.new
    Object.class_eval do
      define_method(:run) { |app = nil, &block| $builder.run(app, &block) }
      define_method(:use) { |middleware, *given, &block| $builder.use(middleware, *given, &block) }
      define_method(:map) { |path, &block| $builder.map(path, &block) }
    end
    Layercake.run_file(file)
    $builder.to_app
  end

  class CommonLogger
    def initialize(app, *_logger)
      @app = app
    end
    def call(env) = @app.call(env)
  end

  class ContentType < CommonLogger; end
  class ContentLength < CommonLogger; end
  class Reloader < CommonLogger; end
  class ShowExceptions < CommonLogger; end
  class Lint < CommonLogger; end

  # Gives the requests at a port to a program; `logs`: with a line for each.
  def self.serve(app, host, port, logs)
    while true
      request = Layercake.accept(port, host)
      status, headers, body = app.call(environment(request, port))
      text = ""
      body.each { |part| text += part.to_s }
      Layercake.respond(status.to_i, headers.to_a.map { |name, value| [name, value.to_s] }, text)
      next unless logs
      time = Time.now.strftime("%d/%b/%Y:%H:%M:%S +0000")
      line = "#{request["method"]} #{request["target"]} HTTP/1.1"
      Layercake.put(2, "#{request["from"]} - - [#{time}] \"#{line}\" #{status} #{text.bytesize} 0.0005\n")
    end
  end

  # What a server says when it begins.
  def self.begin_server(server, host, port, environment)
    if server == "puma"
      puts "Puma starting in single mode..."
      puts "* Puma version: #{Layercake.gem_version("puma")} (\"Neon Witch\")"
      puts "* Ruby version: #{RUBY_DESCRIPTION}"
      puts "*  Min threads: 0"
      puts "*  Max threads: 5"
      puts "*  Environment: #{environment}"
      puts "*          PID: #{Process.pid}"
      puts "* Listening on http://#{host == "localhost" ? "127.0.0.1" : host}:#{port}"
      puts "* Listening on http://[::1]:#{port}" if host == "localhost"
      puts "Use Ctrl-C to stop"
      $stdout.flush
    else
      now = Time.now.strftime("%Y-%m-%d %H:%M:%S")
      warn "[#{now}] INFO  WEBrick #{Layercake.gem_version("webrick")}"
      warn "[#{now}] INFO  ruby #{RUBY_VERSION} (#{RUBY_RELEASE_DATE}) [#{RUBY_PLATFORM}]"
      warn "[#{now}] INFO  WEBrick::HTTPServer#start: pid=#{Process.pid} port=#{port}"
    end
  end
end
