# Message digests.

module Digest
  class Base
    def self.hexdigest(text) = Layercake.digest(name.split("::").last.downcase, text)

    def initialize = @text = ""
    def update(text)
      @text += text
      self
    end
    def <<(text) = update(text)
    def hexdigest = self.class.hexdigest(@text)
    def to_s = hexdigest
  end

  class SHA256 < Base; end
  class SHA384 < Base; end
  class SHA512 < Base; end
  class MD5 < Base; end
end
