/** Filters and unfolds; the report is complete without it. Plain old script, because mail viewers are old. */
export const script = `
(function () {
  var bar = document.querySelector('.filter')
  if (!bar) return
  bar.hidden = false
  var text = bar.querySelector('input')
  var severity = bar.querySelector('select')
  var count = bar.querySelector('output')
  var items = [].slice.call(document.querySelectorAll('[data-rule]'))
  var rows = items.filter(function (item) { return item.tagName === 'TR' })
  function apply() {
    var wanted = text.value.trim().toLowerCase()
    var shown = 0
    items.forEach(function (item) {
      var fits = (!severity.value || item.dataset.severity === severity.value) &&
        (!wanted || item.dataset.rule.toLowerCase().indexOf(wanted) >= 0)
      item.hidden = !fits
    })
    rows.forEach(function (row) { if (!row.hidden) shown += 1 })
    count.textContent = shown + ' of ' + rows.length + ' rules shown'
  }
  text.addEventListener('input', apply)
  severity.addEventListener('change', apply)
  var unfold = bar.querySelector('button')
  unfold.addEventListener('click', function () {
    var open = unfold.getAttribute('aria-pressed') !== 'true'
    document.querySelectorAll('main details').forEach(function (one) { one.open = open })
    unfold.setAttribute('aria-pressed', String(open))
  })
  apply()
})()
`
