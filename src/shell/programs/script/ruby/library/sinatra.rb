# Sinatra's way of one file: routes stand in the file, and the server begins at its end.

require "sinatra/base"

class Object
  %i[get post put patch delete options head].each do |verb|
    define_method(verb) { |path, **conditions, &block| Sinatra::Application.send(verb, path, **conditions, &block) }
  end

  %i[before after not_found error helpers configure].each do |name|
    define_method(name) { |*given, &block| Sinatra::Application.send(name, *given, &block) }
  end

  %i[set enable disable use register].each do |name|
    define_method(name) { |*given, **named| Sinatra::Application.send(name, *given, **named) }
  end

  def settings = Sinatra::Application
end

at_exit { Sinatra::Application.run! if $!.nil? }
