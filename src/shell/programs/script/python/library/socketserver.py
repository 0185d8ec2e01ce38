from http.server import HTTPServer

TCPServer = ThreadingTCPServer = HTTPServer
