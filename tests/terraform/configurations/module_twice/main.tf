module "first" {
  source = "./modules/queue"
  name   = "a"
}

module "second" {
  source = "./modules/queue"
  name   = "b"
  size   = "3"
  tags   = { first = module.first.full, number = 4 }
}

resource "terraform_data" "root" {
  input = [module.first.input, module.second.input.tags["first"], "${module.first.id}-x"]
}
