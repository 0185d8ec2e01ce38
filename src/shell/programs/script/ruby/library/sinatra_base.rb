# Sinatra.

require "rack"
require "json"

module Sinatra
  VERSION = Layercake.gem_version("sinatra")

  class NotFound < StandardError; end

  # What a route's block and the filters answer with `halt`.
  class Halted < Exception
    attr_reader :answer

    def initialize(answer)
      @answer = answer
    end
  end

  class Parameters < Hash
  end

  class Base
    def self.settings = self
    def self.routes = @routes ||= []
    def self.filters = @filters ||= { before: [], after: [] }
    def self.errors = @errors ||= {}
    def self.values = @values ||= (self == Base ? defaults : superclass.values.dup)

    def self.defaults
      environment = (ENV["APP_ENV"] || ENV["RACK_ENV"] || "development").to_sym
      {
        environment: environment, port: (ENV["PORT"] || 4567).to_i, bind: environment == :development ? "localhost" : "0.0.0.0",
        server: nil, logging: environment == :development, public_folder: "public", views: "views", show_exceptions: false,
        raise_errors: false, sessions: false, host_authorization: {}
      }
    end

    def self.set(name, value = nil)
      return name.each { |key, inner| set(key, inner) } if name.is_a?(Hash)
      values[name] = value
      self
    end

    def self.enable(*names) = names.each { |name| set(name, true) }
    def self.disable(*names) = names.each { |name| set(name, false) }
    def self.configure(*environments) = yield(self) if environments.empty? || environments.include?(values[:environment])
    def self.use(*_middleware) = self
    def self.register(*_extensions) = self
    def self.helpers(*modules, &block)
      modules.each { |one| include(one) }
      class_eval(&block) if block
    end

    def self.method_missing(name, *given, &block)
      return values[name] if given.empty? && values.key?(name)
      super
    end

    def self.route(verb, path, &block) = routes.push([verb, path, block])

    %w[get post put patch delete options head].each do |verb|
      define_singleton_method(verb) { |path, **_conditions, &block| route(verb.upcase, path, &block) }
    end

    def self.before(path = nil, &block) = filters[:before].push([path, block])
    def self.after(path = nil, &block) = filters[:after].push([path, block])
    def self.not_found(&block) = errors[404] = block
    def self.error(*kinds, &block) = (kinds.empty? ? [:any] : kinds).each { |kind| errors[kind] = block }
    def self.call(env) = new.call(env)
    def self.all(table) = (superclass == Object ? [] : superclass.all(table)) + send(table)
    def self.development? = values[:environment] == :development
    def self.production? = values[:environment] == :production

    attr_reader :request, :response, :params, :env

    def initialize(app = nil)
      @app = app
    end

    def settings = self.class

    def call(env)
      @env = env
      @request = Rack::Request.new(env)
      @response = Rack::Response.new
      @response["content-type"] = "text/html;charset=utf-8"
      @params = with_symbols(@request.params)
      begin
        answer = respond
      rescue Halted => halted
        answer = halted.answer
      rescue StandardError => error
        answer = failed(error)
      end
      finish(answer)
    end

    def with_symbols(values)
      all = Hash.new { |hash, key| key.is_a?(Symbol) ? hash.fetch(key.to_s, nil) : nil }
      values.each { |key, value| all[key] = value }
      all
    end

    def run_block(block, *given)
      Layercake.rebound(block, self).call(*given)
    end

    def respond
      self.class.filters[:before].each { |path, block| run_block(block) if path.nil? || matched(path) }
      verb = @request.request_method
      verb = "GET" if verb == "HEAD"
      answer = nil
      found = false
      self.class.all(:routes).each do |wanted, path, block|
        next if found || wanted != verb
        given = matched(path)
        next if given.nil?
        found = true
        answer = run_block(block, *given)
      end
      answer = static || missing unless found
      self.class.filters[:after].each { |path, block| run_block(block) if path.nil? || matched(path) }
      answer
    end

    def static
      file = File.join(settings.values[:public_folder], @request.path)
      return nil unless @request.get? && File.file?(file)
      types = { ".css" => "text/css;charset=utf-8", ".js" => "text/javascript;charset=utf-8", ".html" => "text/html;charset=utf-8", ".txt" => "text/plain;charset=utf-8" }
      @response["content-type"] = types.fetch(File.extname(file), "application/octet-stream")
      File.read(file)
    end

    # What a block is given for a path, if it is the request's.
    def matched(path)
      if path.is_a?(Regexp)
        found = path.match(@request.path)
        return found && found.captures
      end
      names = path.scan(/:(\w+)/).flatten
      splats = path.count("*")
      form = Regexp.escape(path).gsub(/:(\w+)/, "([^/?#]+)").gsub("\\*", "(.*?)").gsub("\\?", "?")
      found = Regexp.new("\\A#{form}/?\\z").match(@request.path)
      return nil if found.nil?
      if splats > 0
        @params["splat"] = found.captures
      else
        names.zip(found.captures).each { |name, value| @params[name] = URI.decode_www_form_component(value.to_s) }
      end
      found.captures
    end

    def missing
      status 404
      own = self.class.errors[404] || (self.class.superclass.respond_to?(:errors) && self.class.superclass.errors[404])
      return run_block(own) if own
      return "<h1>Not Found</h1>" unless settings.values[:environment] == :development
      "<!DOCTYPE html>\n<html>\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n  <h2>Sinatra doesn’t know this ditty.</h2>\n  <div id=\"c\">\n    Try this:\n    <pre># #{$0}\n#{@request.request_method.downcase} '#{@request.path}' do\n  \"Hello World\"\nend</pre>\n  </div>\n</body>\n</html>\n"
    end

    def failed(error)
      return missing if error.is_a?(NotFound)
      status 500
      own = self.class.errors.find { |kind, _block| kind.is_a?(Class) && error.is_a?(kind) }
      own = own ? own[1] : self.class.errors[:any] || self.class.errors[500]
      @env["sinatra.error"] = error
      return run_block(own, error) if own
      warn "#{Time.now.strftime("%Y-%m-%d %H:%M:%S")} - #{error.class} - #{error.message}:"
      (error.backtrace || []).each { |line| warn "\t#{line}" }
      "<h1>Internal Server Error</h1>"
    end

    def finish(answer)
      case answer
      when Integer then @response.status = answer
      when String then @response.body = [answer]
      when Array
        @response.status = answer[0] if answer[0].is_a?(Integer)
        headers(answer[1]) if answer.length > 2
        body = answer.length > 1 ? answer.last : []
        body = answer if answer[0].is_a?(String)
        @response.body = body.is_a?(Array) ? body : [body.to_s]
      when nil, false, true then nil
      else @response.body = [answer.to_s] if answer.respond_to?(:to_s) && !answer.is_a?(Hash)
      end
      @response.body = [] if @request.request_method == "HEAD"
      @response.finish
    end

    def status(code = nil)
      @response.status = code if code
      @response.status
    end

    def headers(values = {})
      values.each { |name, value| @response[name.to_s] = value }
      @response.headers
    end

    def body(text = nil)
      @response.body = [text] if text
      @response.body
    end

    def content_type(type = nil, charset: nil, **_more)
      return @response["content-type"] if type.nil?
      names = { json: "application/json", html: "text/html;charset=utf-8", text: "text/plain;charset=utf-8", txt: "text/plain;charset=utf-8", xml: "application/xml;charset=utf-8", css: "text/css;charset=utf-8", js: "text/javascript;charset=utf-8" }
      type = names.fetch(type, type.to_s)
      type = "text/plain;charset=utf-8" if type == "text/plain"
      @response["content-type"] = type
    end

    def halt(*answer) = raise(Halted.new(answer.length == 1 ? answer[0] : answer))
    def pass = Layercake.unsimulated("pass")
    def redirect(place, *_more)
      status 302
      @response["location"] = place.start_with?("/") ? "#{@request.base_url}#{place}" : place
      halt(302, "")
    end
    def json(value) = (content_type(:json); value.to_json)
    def erb(_name, **_options) = Layercake.unsimulated("an ERB template")
    def session = @session ||= {}
    def logger = @logger ||= (require("logger"); Logger.new($stderr))
    def not_found(text = nil) = halt(404, text || missing)
    def error(code, text = "") = halt(code, text)
    def cookies = {}
    def development? = settings.development?
    def production? = settings.production?

    def self.run!(options = {})
      unless Layercake.installed?("rackup") || VERSION < "4"
        warn <<~MISSING
          Sinatra could not start, the "rackup" gem was not found!

          Add it to your bundle with:

              bundle add rackup

          or install it with:

              gem install rackup

        MISSING
        exit 1
      end
      options.each { |name, value| set(name, value) }
      server = (values[:server] || %w[puma webrick].find { |name| Layercake.installed?(name) }).to_s
      unless Layercake.installed?(server)
        raise LoadError, "Couldn't find handler for: puma, falcon, webrick."
      end
      port = (values[:port]).to_i
      shown = server == "puma" ? "Puma" : "WEBrick"
      warn "== Sinatra (v#{VERSION}) has taken the stage on #{port} for #{values[:environment]} with backup from #{shown}"
      Layercake.graceful
      Rack.begin_server(server, values[:bind], port, values[:environment])
      Rack.serve(self, values[:bind], port, values[:logging])
    end
  end

  class Application < Base
  end
end
