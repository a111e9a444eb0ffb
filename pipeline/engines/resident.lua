-- Answers requests on stdin, one after another, until it is closed.
--
-- A request is a line of JSON that says from which format to which, how it is to be written and how many bytes follow.
-- An answer is a line, "ok" or "no" and how many bytes follow. Nothing is kept from one request to the next.
-- Where a format is named, it warms up with that before the first one.

local templates = {}

local function template(format)
  templates[format] = templates[format] or pandoc.template.compile(pandoc.template.default(format))
  return templates[format]
end

local function answer(wanted, text)
  -- With an environment of its own, a reader sees no file and no network.
  local document = pandoc.read(text, wanted.from, pandoc.ReaderOptions {}, {})
  local options = wanted.options
  if wanted.whole then
    options.template = template(wanted.to)
  end
  return pandoc.write(document, wanted.to, options)
end

-- Some of everything, so often that memory has been looked through for the first time, too.
local SAMPLE, ROUNDS = [[
# A {.b}

It's [a *b*](c "d"), `e` -- **f**^[g]\
h <https://example.org> &amp; "i"

- a
- b

1. c
2. d

> e

::: {.f g="h"}
![i](j.svg){k=l}
:::

| m | n |
|---|--:|
| o | p |
]], 8

-- What is done for the first time takes twice as long, and is done here while nobody waits.
local function warm(format)
  for _ = 1, ROUNDS do
    local tree = pandoc.write(pandoc.read(SAMPLE, format, pandoc.ReaderOptions {}, {}), 'json')
    pandoc.write(pandoc.read(tree, 'json', pandoc.ReaderOptions {}, {}), 'html5')
  end
end

io.stdout:write('ready\n')
io.stdout:flush()
if arg[1] then
  pcall(warm, arg[1])
end
for line in io.stdin:lines() do
  local wanted = pandoc.json.decode(line, false)
  -- To read no bytes is to wait for the next one.
  local text = wanted.length > 0 and io.stdin:read(wanted.length) or ''
  local done, written = pcall(answer, wanted, text)
  local content = done and written or tostring(written)
  io.stdout:write(done and 'ok ' or 'no ', #content, '\n', content)
  io.stdout:flush()
  wanted, text, written, content = nil, nil, nil, nil
  pandoc.mediabag.empty()
  collectgarbage()
end
