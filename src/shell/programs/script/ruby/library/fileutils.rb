# FileUtils.

module FileUtils
  def self.mkdir_p(paths, **_options) = [paths].flatten.each { |path| Layercake.mkdir_p(path) }
  def self.makedirs(paths) = mkdir_p(paths)
  def self.mkdir(paths) = [paths].flatten.each { |path| Layercake.mkdir(path) }
  def self.rm(paths, **_options) = [paths].flatten.each { |path| Layercake.unlink(path) }
  def self.rm_f(paths) = [paths].flatten.each { |path| Layercake.unlink(path) if File.exist?(path) }
  def self.cp(from, to) = File.write(File.directory?(to) ? File.join(to, File.basename(from)) : to, File.read(from))
  def self.mv(from, to) = File.rename(from, File.directory?(to) ? File.join(to, File.basename(from)) : to)
  def self.touch(paths) = [paths].flatten.each { |path| Layercake.append(path, "") }

  def self.rm_rf(paths)
    [paths].flatten.each do |path|
      if File.directory?(path)
        Dir.children(path).each { |child| rm_rf(File.join(path, child)) }
        Dir.rmdir(path)
      elsif File.exist?(path)
        Layercake.unlink(path)
      end
    end
  end

  def self.rm_r(paths) = rm_rf(paths)
  def self.pwd = Dir.pwd
end
