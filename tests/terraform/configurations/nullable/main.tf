module "given_null" {
  source   = "./child"
  nullable = null
  never    = null
  bare     = null
}

module "left_out" {
  source = "./child"
  bare   = 1
}

variable "root_null" {
  type    = string
  default = null
}

resource "terraform_data" "root" {
  input = { null = var.root_null, is_null = var.root_null == null }
}
