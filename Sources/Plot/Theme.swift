/// The looks of pictures and pages, in light and in dark.
///
/// Rise and fall are blue and orange, which the colour-blind tell apart, and carry their signs besides. The six colours
/// of lines follow Okabe and Ito (2008), made darker or lighter until they stand out from the paper.
enum Theme {
  static let fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"

  /// The style of a picture. Everything in it belongs to the class `marq`, so that a page may hold several.
  static var picture: String {
    let light = rules(
      paper: "#ffffff", ink: "#17212b", quiet: "#5a6875", grid: "#e4e9ee", axis: "#9aa7b3", rise: "#1f77b4",
      fall: "#b85408", plain: "#4a7ba6", lines: ["#1f77b4", "#b85408", "#00805f", "#a8488f", "#8a6d00", "#4b4f58"])
    let dark = rules(
      paper: "#14191f", ink: "#e8edf2", quiet: "#9dabb8", grid: "#2a323b", axis: "#66737f", rise: "#64b5f0",
      fall: "#f79646", plain: "#7fb0da", lines: ["#64b5f0", "#f79646", "#3cc9a3", "#e08bc8", "#e0c341", "#b9c0c9"])
    return """
      .marq text{font-family:\(fonts);font-size:13px}
      .marq .title{font-size:18px;font-weight:600}
      .marq .small{font-size:12px}
      .marq .strong{font-weight:600}
      .marq .figure{font-variant-numeric:tabular-nums}
      .marq .end{text-anchor:end}
      .marq .middle{text-anchor:middle}
      .marq .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
      .marq .gap{stroke-width:1.2;stroke-dasharray:1 5}
      \(light)
      @media screen and (prefers-color-scheme:dark){
      \(dark)
      }

      """
  }

  private static func rules(
    paper: String, ink: String, quiet: String, grid: String, axis: String, rise: String, fall: String, plain: String,
    lines: [String]
  ) -> String {
    var rules = """
      .marq .paper{fill:\(paper)}
      .marq .ink{fill:\(ink)}
      .marq .quiet{fill:\(quiet)}
      .marq .grid{stroke:\(grid)}
      .marq .axis{stroke:\(axis)}
      .marq .rise{fill:\(rise)}
      .marq .fall{fill:\(fall)}
      .marq .plain{fill:\(plain)}
      .marq .point{stroke:\(paper);stroke-width:1.5}
      """
    for (number, color) in lines.enumerated() {
      rules += "\n.marq .s\(number){stroke:\(color)}\n.marq .f\(number){fill:\(color)}"
    }
    return rules
  }

  /// What a hand-out needs besides.
  static let handout = """
    h2{break-after:avoid}
    pre.statement{border-left:3px solid #1f77b4;white-space:pre-wrap;break-after:avoid}
    pre.printed{background:none;padding:0}
    .answer{margin:0 0 1.75rem}
    .answer .heading{font-size:.95rem;break-after:avoid}
    .answer table{margin:.5rem 0}
    .notes{font-size:.9rem;padding-left:1.2rem}
    .work table{font-size:.85rem}
    .work ol.sources{padding-left:1.4rem}
    .step{margin:1rem 0 1rem .1rem}
    .step .step{border-left:2px solid #9aa7b3;padding-left:1rem}
    .step :is(h3,h4,h5,h6){font:600 .95rem/1.4 ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace;margin:0;break-after:avoid;overflow-wrap:anywhere}
    .equations{list-style:none;padding-left:1.2rem;margin:.2rem 0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;break-inside:avoid}
    .equations .value{font-weight:600}
    .equations .rise{color:#1a659b}
    .equations .fall{color:#b04f00}
    @media screen and (prefers-color-scheme:dark){
    .equations .rise{color:#64b5f0}
    .equations .fall{color:#f79646}
    }
    .holds{margin-top:-.5rem}
    figcaption{font-size:.9rem}
    tr,figure,pre{break-inside:avoid}
    @media print{
    body{font-size:11pt}
    .scroll{overflow:visible}
    tr,pre,figure{break-inside:avoid}
    h2,.statement,.heading{break-after:avoid}
    }

    """

  /// The style of a page around pictures.
  static let page = """
    :root{color-scheme:light dark}
    body{margin:0 auto;padding:2.5rem 1.25rem;max-width:50rem;font:16px/1.55 \(fonts);color:#17212b;background:#fff}
    h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}
    h2{font-size:1.15rem;margin:2.5rem 0 .5rem}
    p,ul{margin:.5rem 0}
    .quiet{color:#5a6875}
    figure{margin:1.75rem 0}
    svg{display:block;width:100%;height:auto;overflow:visible}
    pre{margin:1rem 0;padding:.75rem 1rem;background:#f3f6f9;border-radius:.4rem;overflow-x:auto}
    code,pre{font:.9rem/1.5 ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.95rem}
    caption{text-align:left;padding-bottom:.5rem}
    th,td{padding:.3rem 1.2rem .3rem 0;text-align:left;white-space:nowrap}
    th{font-weight:600}
    thead th{border-bottom:1px solid #9aa7b3}
    tbody tr+tr>*{border-top:1px solid #e4e9ee}
    tbody th{font-weight:500}
    .number{text-align:right}
    td.rise{color:#1a659b}
    td.fall{color:#b04f00}
    .sources{font-size:.85rem}
    .sources td,.sources th{vertical-align:top}
    .sources td:last-child{white-space:normal;overflow-wrap:anywhere}
    footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid #e4e9ee;font-size:.9rem}
    @media screen and (prefers-color-scheme:dark){
    body{color:#e8edf2;background:#14191f}
    .quiet{color:#9dabb8}
    pre{background:#1d242c}
    thead th{border-color:#66737f}
    tbody tr+tr>*,footer{border-color:#2a323b}
    td.rise{color:#64b5f0}
    td.fall{color:#f79646}
    }
    @media print{
    :root{color-scheme:light}
    body{padding:0;max-width:none}
    a{color:inherit}
    .sources a[href]::after{content:" (" attr(href) ")";font-size:.8em;word-break:break-all}
    }

    """
}
