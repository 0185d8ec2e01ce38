# `rackup`

require "rackup"

options = { port: nil, host: nil, file: "config.ru" }
while (word = ARGV.shift)
  case word
  when "-p", "--port" then options[:port] = ARGV.shift
  when "-o", "--host" then options[:host] = ARGV.shift
  when "-E", "--env" then options[:environment] = ARGV.shift
  when "-s", "--server" then ARGV.shift
  when /\A--port=/, /\A--host=/ then options[word[2..5].to_sym] = word[7..]
  when /\A-p\d/ then options[:port] = word[2..]
  when /\A-/ then Layercake.unsimulated("the option #{word} of rackup")
  else options[:file] = word
  end
end
Rackup::Server.start(app: Rack.configured(options[:file]), Port: options[:port], Host: options[:host], environment: options[:environment])
