# ERB, as far as `<%= value %>` goes.

class ERB
  module Util
    def self.html_escape(text)
      text.to_s.gsub("&", "&amp;").gsub("<", "&lt;").gsub(">", "&gt;").gsub('"', "&quot;").gsub("'", "&#39;")
    end
    def self.h(text) = html_escape(text)
    def self.url_encode(text) = URI.encode_uri_component(text.to_s)
  end

  def initialize(text, trim_mode: nil, **_more)
    @text = text
  end

  def result(*_binding) = Layercake.unsimulated("an ERB template's result")
  def result_with_hash(_values) = Layercake.unsimulated("an ERB template's result")
end
