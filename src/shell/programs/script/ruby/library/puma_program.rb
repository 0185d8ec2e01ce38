# `puma`

require "rack"

host = "0.0.0.0"
port = 9292
file = "config.ru"
environment = ENV["RACK_ENV"] || "development"
while (word = ARGV.shift)
  case word
  when "-p", "--port" then port = ARGV.shift.to_i
  when "-e", "--environment" then environment = ARGV.shift
  when "-t", "--threads", "-w", "--workers" then ARGV.shift
  when "-b", "--bind"
    found = ARGV.shift.to_s.match(%r{\Atcp://([^:]+):(\d+)})
    Layercake.unsimulated("this address of puma's") if found.nil?
    host = found[1]
    port = found[2].to_i
  when /\A-/ then Layercake.unsimulated("the option #{word} of puma")
  else file = word
  end
end
Layercake.graceful
app = Rack.configured(file)
Rack.begin_server("puma", host, port, environment)
Rack.serve(app, host, port, false)
