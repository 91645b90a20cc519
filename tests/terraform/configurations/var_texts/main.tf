variable "text" { type = string }
variable "number" { type = number }
variable "bool" { type = bool }
variable "list" { type = list(string) }
variable "map" { type = map(number) }
variable "untyped" {}
variable "untyped_list" { default = ["d"] }
variable "any" { type = any }

resource "terraform_data" "x" {
  input = [var.text, var.number, var.bool, var.list, var.map, var.untyped, var.any]
}
resource "terraform_data" "untyped_list" { input = var.untyped_list }
