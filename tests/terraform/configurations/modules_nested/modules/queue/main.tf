variable "name" {}
variable "copies" { type = number }

resource "terraform_data" "this" {
  count = var.copies
  input = "${var.name}/${count.index}"
}

module "label" {
  source = "./label"
  count  = var.copies - 1
  text   = upper(var.name)
}

output "names" { value = concat(terraform_data.this[*].input, module.label[*].text) }
