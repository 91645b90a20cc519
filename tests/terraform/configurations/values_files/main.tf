variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { default = "default" }
variable "e" { default = "default" }
variable "list" { type = list(string) }
variable "not_loaded" { default = "default" }

resource "terraform_data" "x" {
  input = [var.a, var.b, var.c, var.d, var.e, var.list, var.not_loaded]
}
