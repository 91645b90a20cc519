variable "stage" { type = string }
variable "size" { default = 1 }
variable "zones" { type = set(string) }
variable "flag" {
  type    = bool
  default = false
}

resource "terraform_data" "x" {
  count = var.stage == "prod" ? 2 : 1
  input = { stage = var.stage, size = var.size, zones = var.zones, flag = var.flag }
}
