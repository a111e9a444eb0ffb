-- Answers each line `article, page, ebook` (between tabs) by writing both files, with nothing begun anew.
local function written(path, content)
  local file = assert(io.open(path, 'wb'))
  file:write(content)
  file:close()
end

local html = pandoc.template.compile(pandoc.template.default('html5'))
local epub = pandoc.template.compile(pandoc.template.default('epub3'))
for line in io.lines() do
  local article, page, ebook = line:match('^(.-)\t(.-)\t(.*)$')
  local file = assert(io.open(article, 'rb'))
  local document = pandoc.read(file:read('a'), 'markdown', nil, {})
  file:close()
  written(page, pandoc.write(document, 'html5', {template = html}))
  written(ebook, pandoc.write(document, 'epub3', {template = epub}))
  print('done')
  io.stdout:flush()
end
