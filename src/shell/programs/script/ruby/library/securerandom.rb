# SecureRandom.

module SecureRandom
  def self.hex(bytes = 16)
    text = ""
    text += Layercake.random.to_s(16).rjust(16, "0")[-16, 16] while text.length < bytes * 2
    text[0, bytes * 2]
  end

  def self.uuid
    text = hex(16)
    "#{text[0, 8]}-#{text[8, 4]}-4#{text[13, 3]}-a#{text[17, 3]}-#{text[20, 12]}"
  end

  def self.random_number(limit = 0) = limit == 0 ? rand : Layercake.random % limit
  def self.alphanumeric(length = 16) = hex(length)[0, length]
  def self.urlsafe_base64(length = 16) = hex(length)
end
