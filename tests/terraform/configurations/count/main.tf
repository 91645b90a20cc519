variable "names" { default = ["a", "b", "c"] }
variable "on" { default = true }

resource "terraform_data" "fixed" {
  count = 2
  input = "n-${count.index}"
}

resource "terraform_data" "each_name" {
  count = length(var.names)
  input = { name = var.names[count.index], last = count.index == length(var.names) - 1 }
}

resource "terraform_data" "when_on" {
  count = var.on ? 1 : 0
  input = "on"
}

resource "terraform_data" "when_off" {
  count = var.on ? 0 : 1
  input = "off"
}

resource "terraform_data" "as_text" {
  count = "2"
  input = count.index * 10
}

resource "terraform_data" "all" {
  input = {
    fixed = terraform_data.fixed[*].input
    one   = one(terraform_data.when_on[*].input)
    none  = one(terraform_data.when_off[*].input)
    size  = length(terraform_data.each_name)
    two   = terraform_data.each_name[1].input.name
  }
}
