variable "names" { default = ["a", "b"] }
variable "on" { default = true }

locals {
  indented = <<-EOT
    first
      second ${upper("x")}
    last
  EOT
  plain    = <<EOT
  "quoted" \n stays
  $${not} %%{this}
EOT
}

resource "terraform_data" "x" {
  input = {
    indented  = local.indented
    plain     = local.plain
    directive = "%{ if var.on }yes%{ else }no%{ endif }"
    stripped  = "a  ${~ "b" ~}  c"
    escapes   = "tab\t quote\" back\\ unicode\u00e9 dollar$${x} percent%%{y}"
    number    = "${1 + 1}"
    alone     = "${var.names}"
    bool      = "is ${var.on}"
    joined    = "%{ for i, name in var.names }${i}${name}%{ if i == 0 },%{ endif }%{ endfor }"
    crlf      = replace("a\r\nb", "\r\n", "|")
  }
}
