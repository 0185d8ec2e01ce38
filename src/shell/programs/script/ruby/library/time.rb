# What `require "time"` adds.

class Time
  def self.parse(text)
    text = text.strip
    text += "T00:00:00Z" if text.match?(/\A\d{4}-\d{2}-\d{2}\z/)
    text = text.sub(" UTC", "").sub(/ \+0000\z/, "").sub(" ", "T")
    text += "Z" unless text.end_with?("Z") || text.match?(/[+-]\d\d:?\d\d\z/)
    seconds = Layercake.seconds(text)
    raise ArgumentError, "no time information in #{text.inspect}" if seconds.nil?
    at(seconds)
  end

  def self.iso8601(text) = parse(text)
end
