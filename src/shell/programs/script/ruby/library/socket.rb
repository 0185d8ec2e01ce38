# Sockets: a server that takes one request after the other.

class SocketError < StandardError; end

class BasicSocket < IO
end

class TCPSocket < BasicSocket
  def initialize(host, port)
    Layercake.unsimulated("a connection to #{host}:#{port}")
  end
end

class TCPClient < BasicSocket
  def initialize(request)
    @from = request["from"]
    head = "#{request["method"]} #{request["target"]} HTTP/1.1\r\n"
    request["headers"].each { |name, value| head += "#{name}: #{value}\r\n" }
    @rest = head + "\r\n" + request["body"]
    @said = ""
    @open = true
  end

  def gets(*_options, chomp: false)
    return nil if @rest.empty?
    line = @rest.lines.first
    @rest = @rest[line.length..]
    chomp ? line.chomp : line
  end

  def readpartial(_most = 0)
    rest = @rest
    @rest = ""
    rest
  end

  def read(*_count) = readpartial
  def recv(_most) = readpartial
  def read_nonblock(*_most) = readpartial

  def write(*values)
    @said += values.map(&:to_s).join
    values.length
  end

  def send(text, *_flags)
    write(text)
    text.length
  end

  def peeraddr(*_options) = ["AF_INET", 50000, @from, @from]
  def remote_address = self
  def ip_address = @from

  def close
    return nil unless @open
    @open = false
    head, body = @said.split(/\r?\n\r?\n/, 2)
    lines = (head || "").lines.map(&:chomp)
    first = lines.shift || ""
    unless first.start_with?("HTTP/")
      Layercake.respond(200, [["Content-Type", "text/plain"]], @said)
      return nil
    end
    headers = lines.map { |line| line.split(/:\s*/, 2) }.select { |pair| pair.length == 2 }
    headers = headers.reject { |name, _value| ["content-length", "connection"].include?(name.downcase) }
    Layercake.respond(first.split(" ")[1].to_i, headers, body || "")
    nil
  end
end

class TCPServer < BasicSocket
  def self.open(*place)
    server = new(*place)
    return server unless block_given?
    yield server
  end

  def initialize(*place)
    @port = place.last.to_i
    @host = place.length > 1 ? place.first.to_s : ""
  end

  def accept = TCPClient.new(Layercake.accept(@port, @host))
  def addr = ["AF_INET", @port, "0.0.0.0", "0.0.0.0"]
  def local_address = self
  def listen(_backlog) = 0
  def close = nil
end

class Socket < BasicSocket
  def self.gethostname = Layercake.hostname
  def self.tcp_server_loop(*place)
    server = TCPServer.new(*place)
    while true
      yield server.accept, nil
    end
  end
  def self.ip_address_list = []
end
