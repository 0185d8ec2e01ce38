class Up
  def call(env)
    [200, { 'content-type' => 'text/plain' }, ["up: #{env['PATH_INFO']}\n"]]
  end
end

run Up.new
