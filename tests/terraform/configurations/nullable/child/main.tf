variable "nullable" { default = "default" }
variable "never" {
  default  = "default"
  nullable = false
}
variable "bare" {}

resource "terraform_data" "x" {
  input = [var.nullable, var.never, var.bare]
}
