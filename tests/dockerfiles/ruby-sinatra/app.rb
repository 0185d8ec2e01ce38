require 'sinatra'
require 'json'

set :bind, '0.0.0.0'

before { @started ||= Time.now }

helpers do
  def shout(text) = "#{text.upcase}!"
end

get '/' do
  'Hello from sinatra'
end

get '/hello/:name' do |name|
  shout("hi #{name}")
end

get '/info' do
  content_type :json
  { ruby: RUBY_VERSION, env: settings.environment, query: params['q'] }.to_json
end

post '/echo' do
  status 201
  request.body.read
end

get '/broken' do
  raise 'this page is broken'
end
