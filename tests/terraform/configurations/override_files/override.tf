variable "size" { default = 2 }

locals {
  name = "override"
}
