variable "on" { default = false }

module "two" {
  source = "./modules/queue"
  count  = 2
  name   = "q${count.index}"
  size   = count.index
}

module "maybe" {
  source = "./modules/queue"
  count  = var.on ? 1 : 0
  name   = "maybe"
}

resource "terraform_data" "root" {
  input = {
    all   = module.two[*].full
    last  = module.two[length(module.two) - 1].full
    maybe = try(module.maybe[0].full, "none")
    one   = one(module.maybe[*].full)
  }
}
