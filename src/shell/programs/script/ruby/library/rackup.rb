# Rackup: which server there is, and `config.ru`.

require "rack"

module Rackup
  module Handler
    def self.default = %w[puma webrick].find { |server| Layercake.installed?(server) }
  end

  module Server
    def self.start(options = {})
      server = Handler.default
      if server.nil?
        raise LoadError, "Couldn't find handler for: puma, falcon, webrick."
      end
      host = options[:Host] || "localhost"
      port = (options[:Port] || 9292).to_i
      environment = options[:environment] || ENV.fetch("RACK_ENV", "development")
      app = options[:app]
      Rack.begin_server(server, host, port, environment)
      Rack.serve(app, host, port, environment == "development")
    end
  end
end
